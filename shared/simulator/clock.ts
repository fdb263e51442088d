/** The only source of time of the simulated account: integer milliseconds UTC. */
export type SimulatorClock = {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
};
