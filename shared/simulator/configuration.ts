import { catalogPrices } from "./catalog/prices.ts";
import { copyScaling } from "./copy.ts";
import type { EndpointModel, Hardware, Scaling, ScalingMeasure } from "./endpoint.ts";
import type { AccountSettings } from "./settings.ts";

/** The part of an endpoint that a caller writes. */
export type Written = {
	type: string;
	tags: readonly string[];
	hardware: Hardware;
	scaling: Scaling;
	model: EndpointModel;
	experimentalFeatures: Record<string, unknown>;
	notifications: { email: boolean; push: boolean };
};

export type MergeResult = { ok: true; written: Written } | { ok: false; error: string };

type Fields = Record<string, unknown>;

/** A refusal of the configuration; caught in this file only and handed on as a value. */
class Refusal extends Error {}

/**
 * The vendor's partial PUT: keys that are given replace what is there, nested ones are merged, and
 * arrays and the model image are replaced whole. The result is checked before anything changes.
 */
export function mergeUpdate(
	present: Written,
	body: unknown,
	settings: AccountSettings,
): MergeResult {
	try {
		return { ok: true, written: merge(present, fieldsOf(body, "body"), settings) };
	} catch (error) {
		if (error instanceof Refusal) return { ok: false, error: error.message };
		throw error;
	}
}

function merge(present: Written, body: Fields, settings: AccountSettings): Written {
	const compute = optionalFields(body["compute"], "compute");
	const provider = optionalFields(body["provider"], "provider");
	const hardware = {
		vendor: textOr(provider["vendor"], present.hardware.vendor),
		region: textOr(provider["region"], present.hardware.region),
		accelerator: textOr(compute["accelerator"], present.hardware.accelerator),
		instanceType: textOr(compute["instanceType"], present.hardware.instanceType),
		instanceSize: textOr(compute["instanceSize"], present.hardware.instanceSize),
	};
	checkHardware(hardware);
	return {
		type: textOr(body["type"], present.type),
		tags: textsOr(body["tags"], present.tags),
		hardware,
		scaling: mergeScaling(present.scaling, compute["scaling"], settings),
		model: mergeModel(present.model, body["model"]),
		experimentalFeatures: {
			...present.experimentalFeatures,
			...optionalFields(body["experimentalFeatures"], "experimentalFeatures"),
		},
		notifications: mergeNotifications(present.notifications, body["notifications"]),
	};
}

function checkHardware(hardware: Hardware): void {
	const { vendor, region, instanceType, instanceSize, accelerator } = hardware;
	const found = catalogPrices.find(
		(each) =>
			each.vendor === vendor &&
			each.region === region &&
			each.instanceType === instanceType &&
			each.instanceSize === instanceSize,
	);
	const name = `${vendor} ${region} ${instanceType} ${instanceSize}`;
	if (found === undefined) throw new Refusal(`Compute ${name} not found`);
	if (found.accelerator === accelerator) return;
	throw new Refusal(`Accelerator ${accelerator} does not match compute ${name}`);
}

function mergeScaling(present: Scaling, value: unknown, settings: AccountSettings): Scaling {
	const given = optionalFields(value, "scaling");
	const merged: Scaling = {
		minReplica: countOr(given["minReplica"], present.minReplica, "minReplica"),
		maxReplica: countOr(given["maxReplica"], present.maxReplica, "maxReplica"),
		scaleToZeroTimeout: clearable(given["scaleToZeroTimeout"], settings, {
			present: present.scaleToZeroTimeout,
			parse: (timeout) => countOr(timeout, 0, "scaleToZeroTimeout"),
		}),
		measure: clearable(given["measure"], settings, {
			present: present.measure,
			parse: measureOf,
		}),
	};
	if (Object.keys(given).length === 0) return copyScaling(present);
	return checkScaling(merged, settings);
}

function checkScaling(scaling: Scaling, settings: AccountSettings): Scaling {
	const { minReplica, maxReplica, scaleToZeroTimeout } = scaling;
	if (maxReplica < 1) throw new Refusal("maxReplica must be at least 1");
	if (minReplica > maxReplica) throw new Refusal("minReplica must not be above maxReplica");
	if (minReplica === 0 || scaleToZeroTimeout === null) return scaling;
	if (settings.raisingMinimum === "refuse") {
		throw new Refusal("scaleToZeroTimeout requires minReplica=0");
	}
	if (settings.raisingMinimum === "dropTimeout") return { ...scaling, scaleToZeroTimeout: null };
	return scaling;
}

type Clearable<Value> = { present: Value | null; parse: (value: unknown) => Value };

function clearable<Value>(
	value: unknown,
	{ nullInPut }: AccountSettings,
	{ present, parse }: Clearable<Value>,
): Value | null {
	if (value === undefined) return present;
	if (value === null) return nullInPut === "clears" ? null : present;
	return parse(value);
}

function measureOf(value: unknown): ScalingMeasure {
	const entries = Object.entries(fieldsOf(value, "measure"));
	const [name, amount] = entries[0] ?? [];
	const isAmount = amount === null || typeof amount === "number";
	if (entries.length !== 1 || !isAmount) throw new Refusal("measure must have exactly one key");
	if (name === "hardwareUsage") return { hardwareUsage: amount };
	if (name === "pendingRequests") return { pendingRequests: amount };
	throw new Refusal(`unknown measure ${name ?? ""}`);
}

function mergeModel(present: EndpointModel, value: unknown): EndpointModel {
	const given = optionalFields(value, "model");
	const known = Object.entries(given).filter(([key, entry]) => key in present && entry !== null);
	const image = given["image"];
	if (image !== undefined && image !== null && Object.keys(fieldsOf(image, "image")).length !== 1) {
		throw new Refusal("model.image must have exactly one key");
	}
	return { ...present, ...Object.fromEntries(known) };
}

function mergeNotifications(present: Written["notifications"], value: unknown) {
	const given = optionalFields(value, "notifications");
	return {
		email: typeof given["email"] === "boolean" ? given["email"] : present.email,
		push: typeof given["push"] === "boolean" ? given["push"] : present.push,
	};
}

function fieldsOf(value: unknown, name: string): Fields {
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new Refusal(`${name} must be an object`);
	}
	return value as Fields;
}

function optionalFields(value: unknown, name: string): Fields {
	return value === undefined || value === null ? {} : fieldsOf(value, name);
}

function textOr(value: unknown, present: string): string {
	if (value === undefined || value === null) return present;
	if (typeof value !== "string") throw new Refusal("expected a string");
	return value;
}

function textsOr(value: unknown, present: readonly string[]): readonly string[] {
	if (value === undefined || value === null) return present;
	if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
		throw new Refusal("expected an array of strings");
	}
	return [...value];
}

function countOr(value: unknown, present: number, name: string): number {
	if (value === undefined || value === null) return present;
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
	throw new Refusal(`${name} must be a whole number, at least 0`);
}
