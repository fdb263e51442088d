import { createEventBus } from "../../adapters/aws/event-bus.ts";
import { readFunctionSettings } from "../../config/function-settings.ts";
import { once } from "../once.ts";

/** The bus between the functions. */
export const bus = once(() => {
	const { BUS_NAME } = readFunctionSettings(["BUS_NAME"]);
	return createEventBus({ busName: BUS_NAME });
});
