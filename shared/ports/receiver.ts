import type { Notice } from "../domain/notice.ts";

export type SendResult =
	| { readonly ok: true }
	| {
			readonly ok: false;
			readonly retryable: boolean;
			readonly retryAfterMs: number | null;
			readonly reason: string;
	  };

/** What a channel remembers of what it sent, such as where the first message of an incident stands. */
export type ReceiverMemory = {
	recall(name: string): Promise<string | null>;
	keep(name: string, value: string): Promise<void>;
};

/** One channel to people or machines. Never rejects; a channel that is down answers `ok: false`. */
export interface Receiver {
	/** Stable; part of the notification log's key. */
	readonly channel: string;
	/** True where people can decide in the channel itself. */
	readonly hasButtons?: boolean;
	/** `memory` is the channel's own; without it nothing is remembered. */
	send(notice: Notice, memory?: ReceiverMemory): Promise<SendResult>;
}
