import type { SavingMethod } from "./rung.ts";

/**
 * An idle endpoint that may sleep is put to sleep. The next request wakes it after a cold start: more harm than
 * fewer replicas, and only to whoever comes next.
 */
export const sleep: SavingMethod = {
	method: "sleep",
	propose: ({ endpoint, now, idleAfterMs }) => {
		const { scaling, state, lastUsedAt, targetReplica } = endpoint;
		const hasTimeout = typeof scaling.scaleToZeroTimeoutMinutes === "number";
		const maySleep = hasTimeout && scaling.minReplica === 0;
		const isIdle = lastUsedAt !== null && now - lastUsedAt > idleAfterMs;
		if (!maySleep || !isIdle || state !== "running" || targetReplica === 0) return null;
		return { minReplica: null, maxReplica: null, most: 0 };
	},
};
