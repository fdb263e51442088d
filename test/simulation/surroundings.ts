import type { Endpoint } from "../../shared/domain/endpoint.ts";
import type { Instant } from "../../shared/domain/instant.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Policy } from "../../shared/domain/policy.ts";
import type { GuardrailEvent } from "../../shared/ports/event-bus.ts";
import type { NewItem, Table } from "../../shared/ports/table.ts";
import type { SimulatedAccount } from "../../shared/simulator/account.ts";
import type { Process } from "./process.ts";
import type { RunPlan } from "./run-plan.ts";
import type { Scheduler } from "./scheduler.ts";

export const channels = ["pager", "chat"] as const;
export type Channel = (typeof channels)[number];

/** Who watches: hears of every effect on the account, the store and the receivers as it happens. */
export type Observer = {
	/** Reads what is new in the account's journal. */
	look(): void;
	/** A person set what stood there already. */
	keptByPerson(name: string): void;
	goodList(at: Instant): void;
	guardWrote(process: Process, endpoint: string): void;
	stored(item: NewItem, process: Process): void;
	removed(sk: string): void;
	lostRace(): void;
	delivered(channel: Channel, notice: Notice): void;
	answerLost(channel: Channel, noticeId: string): void;
	gaveUp(channel: Channel, noticeId: string): void;
};

/** What the ports of a process reach. */
export type Surroundings = {
	readonly plan: RunPlan;
	readonly scheduler: Scheduler;
	readonly account: SimulatedAccount;
	readonly table: Table;
	readonly observer: Observer;
	readonly policy: Policy;
	/** Throws while the account refuses everybody. */
	refuseAll(): void;
	isDown(channel: Channel): boolean;
	/** An empty list comes once in a while, never twice in a row. */
	mayBeEmpty(): boolean;
	rememberList(endpoints: readonly Endpoint[]): void;
	pastList(ageMs: number): readonly Endpoint[] | null;
	hear(type: GuardrailEvent["type"], key: number): void;
};
