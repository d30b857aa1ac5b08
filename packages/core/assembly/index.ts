export { kernelsVersion } from "./version";
