export { fleetText } from "../report/fleet-text.ts";
export { statisticsText } from "../report/statistics.ts";
export { fleetInputs } from "../run/fleet.ts";
