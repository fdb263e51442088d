type Entry<Item> = { at: number; order: number; item: Item };

/** What happens next: items ordered by instant, and by insertion where instants are equal. */
export class EventQueue<Item> {
	readonly #heap: Entry<Item>[] = [];
	#order = 0;

	add(at: number, item: Item): void {
		this.#order += 1;
		this.#heap.push({ at, order: this.#order, item });
		this.#rise(this.#heap.length - 1);
	}

	/** The instant of the next item, or infinity when nothing is left. */
	nextAt(): number {
		return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
	}

	take(): { at: number; item: Item } {
		const first = this.#heap[0];
		const last = this.#heap.pop();
		if (first === undefined || last === undefined) throw new RangeError("The queue is empty.");
		if (this.#heap.length > 0) {
			this.#heap[0] = last;
			this.#sink(0);
		}
		return first;
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
			const child = this.#isBefore(left + 1, left) ? left + 1 : left;
			if (!this.#isBefore(child, index)) return;
			this.#swap(index, child);
			index = child;
		}
	}

	#isBefore(left: number, right: number): boolean {
		const one = this.#heap[left];
		const other = this.#heap[right];
		if (one === undefined || other === undefined) return false;
		return one.at < other.at || (one.at === other.at && one.order < other.order);
	}

	#swap(left: number, right: number): void {
		const one = this.#heap[left];
		const other = this.#heap[right];
		if (one === undefined || other === undefined) return;
		this.#heap[left] = other;
		this.#heap[right] = one;
	}
}
