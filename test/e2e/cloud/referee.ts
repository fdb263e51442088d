import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { closeSync, openSync, writeSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import type { SimulatorClock } from "../../../shared/simulator/clock.ts";
import { environmentHeader, type Parked } from "./child-messages.ts";

/** A process that runs invocations, as far as time is concerned. */
export type Player = {
	readonly id: string;
	/** An invocation was given to it and not answered yet. */
	busy: boolean;
	/** Invocations and wakes that it was given; requests of it that reached the account; answers to them. */
	invocations: number;
	wakes: number;
	arrived: number;
	answered: number;
	parked: Parked | null;
	readonly wake: () => void;
};

/** Real time without any progress after which a run counts as stuck. */
const stuckAfterMs = 30_000;
const lookEveryMs = 1_000;

/**
 * Lets the virtual clock move only when every process has said that it waits for nothing but the
 * account or its own timers, and has by then seen everything that was sent to it. Each process reads
 * the time from a file that is written before it is woken or answered.
 */
export class Referee {
	readonly #clock: VirtualClock;
	readonly #timeFile: number;
	readonly #players = new Map<string, Player>();
	readonly #timers = new Map<Player, AbortController>();
	#whenQuiet: () => void = () => undefined;
	#release: (() => void) | null = null;
	#asleep = 0;
	#progress = 0;
	#fail: (error: unknown) => void = () => undefined;
	readonly #failed: Promise<never>;

	constructor({ clock, timePath }: { clock: VirtualClock; timePath: string }) {
		this.#clock = clock;
		this.#timeFile = openSync(timePath, "w");
		this.#failed = new Promise((_resolve, reject) => {
			this.#fail = reject;
		});
		this.#failed.catch(() => undefined);
		this.publishTime();
		subscribe("http.server.request.start", this.#onArrival);
		subscribe("http.server.response.finish", this.#onAnswer);
	}

	/** The clock of the simulated account: it notes which requests sleep, and publishes each wake. */
	readonly accountClock: SimulatorClock = {
		now: () => this.#clock.now(),
		sleep: async (ms, signal) => {
			this.#asleep += 1;
			const woken = this.#clock.sleep(ms, signal);
			this.look();
			await woken;
			this.#asleep -= 1;
			this.publishTime();
			this.look();
		},
	};

	/** Is called each time before the clock may move. */
	whenQuiet(act: () => void): void {
		this.#whenQuiet = act;
	}

	add(player: Player): void {
		this.#players.set(player.id, player);
	}

	/** Must be called before a process is given anything. */
	publishTime(): void {
		const bytes = Buffer.alloc(8);
		bytes.writeDoubleLE(this.#clock.now());
		writeSync(this.#timeFile, bytes, 0, 8, 0);
	}

	/** The process has said that it waits. */
	park(player: Player, parked: Parked): void {
		player.parked = parked;
		this.#timers.get(player)?.abort();
		this.#timers.delete(player);
		if (parked.nextDueAt !== null) this.#wakeAt(player, parked.nextDueAt);
		this.look();
	}

	/** Something changed: time stands still unless everybody waits. */
	look(): void {
		this.#progress += 1;
		if (!this.#isQuiet()) {
			this.#release ??= this.#clock.hold();
			return;
		}
		this.#whenQuiet();
		this.#release?.();
		this.#release = null;
	}

	/** What cannot be handed to anybody else ends the run. */
	fail(error: unknown): void {
		this.#fail(error);
		this.#clock.stop();
	}

	/** Moves time to the instant. Rejects with the first failure, or when nothing goes on any more. */
	async run(until: number): Promise<void> {
		let seen = -1;
		let quietMs = 0;
		const watch = setInterval(() => {
			quietMs = seen === this.#progress ? quietMs + lookEveryMs : 0;
			seen = this.#progress;
			if (quietMs >= stuckAfterMs) this.fail(new Error(`Time stands still: ${this.#picture()}`));
		}, lookEveryMs);
		try {
			await Promise.race([this.#clock.run(until), this.#failed]);
		} finally {
			clearInterval(watch);
		}
	}

	stop(): void {
		closeSync(this.#timeFile);
		unsubscribe("http.server.request.start", this.#onArrival);
		unsubscribe("http.server.response.finish", this.#onAnswer);
	}

	#isQuiet(): boolean {
		const players = [...this.#players.values()];
		const open = players.reduce((sum, { arrived, answered }) => sum + arrived - answered, 0);
		return open === this.#asleep && players.every(isWaiting);
	}

	#wakeAt(player: Player, dueAt: number): void {
		const cancelled = new AbortController();
		this.#timers.set(player, cancelled);
		void this.#clock.sleep(dueAt - this.#clock.now(), cancelled.signal).then(() => {
			if (cancelled.signal.aborted || !player.busy) return;
			player.wakes += 1;
			this.publishTime();
			this.look();
			player.wake();
		});
	}

	readonly #onArrival = (message: unknown): void => {
		const player = this.#playerOf(message);
		if (player === undefined) return;
		player.arrived += 1;
		this.look();
	};

	readonly #onAnswer = (message: unknown): void => {
		const player = this.#playerOf(message);
		if (player === undefined) return;
		player.answered += 1;
		this.look();
	};

	#playerOf(message: unknown): Player | undefined {
		const { request } = message as { request: IncomingMessage };
		return this.#players.get(String(request.headers[environmentHeader]));
	}

	#picture(): string {
		const players = [...this.#players.values()].filter((player) => !isWaiting(player));
		return JSON.stringify({ asleep: this.#asleep, players });
	}
}

/** A process that was given nothing is frozen; any other one must have seen all that was sent to it. */
function isWaiting(player: Player): boolean {
	if (!player.busy) return true;
	const { parked } = player;
	return (
		parked !== null &&
		parked.invocations === player.invocations &&
		parked.wakes === player.wakes &&
		parked.sent === player.arrived &&
		parked.done === player.answered
	);
}
