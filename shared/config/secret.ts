import { inspect } from "node:util";

/** A value that printing, logging and JSON show only as "set"; `reveal` gives it to an adapter. */
export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	reveal(): string {
		return this.#value;
	}

	toString(): string {
		return "set";
	}

	toJSON(): string {
		return "set";
	}

	[inspect.custom](): string {
		return "set";
	}
}
