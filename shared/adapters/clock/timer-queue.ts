import type { Instant } from "../../domain/instant.ts";

/** Something due at an instant. A cancelled timer is dropped when it comes to the front. */
export type Timer = { readonly dueAt: Instant; readonly wake: () => void; cancelled: boolean };

type Entry = { readonly timer: Timer; readonly order: number };

/** Timers by due instant, ties in the order in which they were added; a binary heap. */
export class TimerQueue {
	readonly #entries: Entry[] = [];
	#added = 0;

	add(timer: Timer): void {
		this.#entries.push({ timer, order: this.#added });
		this.#added += 1;
		this.#rise(this.#entries.length - 1);
	}

	/** The timer that is due first, or undefined when none is left. */
	peek(): Timer | undefined {
		while (this.#entries[0]?.timer.cancelled) this.#removeFirst();
		return this.#entries[0]?.timer;
	}

	take(): Timer | undefined {
		const first = this.peek();
		if (first) this.#removeFirst();
		return first;
	}

	#removeFirst(): void {
		const last = this.#entries.pop();
		if (!last || this.#entries.length === 0) return;
		this.#entries[0] = last;
		this.#sink(0);
	}

	#rise(start: number): void {
		let index = start;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!this.#isBefore(index, parent)) return;
			this.#swap(index, parent);
			index = parent;
		}
	}

	#sink(start: number): void {
		let index = start;
		for (;;) {
			const left = 2 * index + 1;
			const right = left + 1;
			let first = this.#isBefore(left, index) ? left : index;
			if (this.#isBefore(right, first)) first = right;
			if (first === index) return;
			this.#swap(index, first);
			index = first;
		}
	}

	#isBefore(index: number, otherIndex: number): boolean {
		const one = this.#entries[index];
		const other = this.#entries[otherIndex];
		if (!one || !other) return false;
		if (one.timer.dueAt !== other.timer.dueAt) return one.timer.dueAt < other.timer.dueAt;
		return one.order < other.order;
	}

	#swap(index: number, otherIndex: number): void {
		const one = this.#entries[index];
		const other = this.#entries[otherIndex];
		if (!one || !other) return;
		this.#entries[index] = other;
		this.#entries[otherIndex] = one;
	}
}
