import { catalogPrices } from "./catalog/prices.ts";
import type { Hardware } from "./endpoint.ts";
import { wantedReplicas } from "./lifecycle.ts";
import type { EndpointRecord, World } from "./world.ts";

/** Accelerators of one vendor and instance type: allowed, and taken by endpoints not paused. */
export type Quota = {
	vendor: string;
	instanceType: string;
	architecture: string;
	maxAccelerators: number;
	usedAccelerators: number;
};

export function quotasOf(world: World): Quota[] {
	const quotas = new Map<string, Quota>();
	for (const { vendor, instanceType, architecture } of catalogPrices) {
		const key = `${vendor}/${instanceType}`;
		const maxAccelerators = world.quotas.get(key) ?? world.settings.quotaAccelerators;
		const usedAccelerators = 0;
		quotas.set(key, { vendor, instanceType, architecture, maxAccelerators, usedAccelerators });
	}
	for (const endpoint of world.endpoints.values()) {
		const quota = quotas.get(`${endpoint.hardware.vendor}/${endpoint.hardware.instanceType}`);
		if (quota !== undefined) quota.usedAccelerators += acceleratorsOf(endpoint);
	}
	return [...quotas.values()];
}

/** The refusal that an endpoint would meet with so many more accelerators, or null. */
export function quotaRefusal(world: World, hardware: Hardware, more: number): string | null {
	const { vendor, instanceType } = hardware;
	const quota = quotasOf(world).find(
		(each) => each.vendor === vendor && each.instanceType === instanceType,
	);
	if (quota === undefined) return `Compute ${vendor} ${instanceType} not found`;
	const { usedAccelerators: used, maxAccelerators: most } = quota;
	if (used + more <= most) return null;
	const numbers = `${used} of ${most} accelerators used, ${more} more needed`;
	return `Quota exceeded for ${vendor} ${instanceType}: ${numbers}`;
}

/** Accelerators of so many replicas of a hardware. */
export function accelerators(hardware: Hardware, replicas: number): number {
	const found = catalogPrices.find(
		(each) =>
			each.vendor === hardware.vendor &&
			each.instanceType === hardware.instanceType &&
			each.instanceSize === hardware.instanceSize,
	);
	return (found?.numAccelerators ?? 1) * replicas;
}

/** A paused endpoint counts nothing, a sleeping one as if its first replica were up. */
function acceleratorsOf(endpoint: EndpointRecord): number {
	if (endpoint.isPaused) return 0;
	return accelerators(endpoint.hardware, Math.max(1, wantedReplicas(endpoint)));
}
