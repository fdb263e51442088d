import { type Command, InvalidArgumentError } from "commander";
import { createOutput, type Output } from "../cli/output.ts";

/** Flags that every command of the family takes (as `hf` does). */
export function withOutputFlags(command: Command): Command {
	return command
		.option("--json", "print one JSON document")
		.option("-q, --quiet", "print only names, one a line")
		.option("--no-truncate", "do not cut wide tables")
		.option("--no-color", "no colours");
}

export function outputOf(command: Command): Output {
	return createOutput(command.opts(), { stdout: process.stdout, stderr: process.stderr });
}

/** Parser of a whole number within bounds; a usage error names both. */
export function wholeNumber(least: number, most: number): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (Number.isInteger(value) && value >= least && value <= most) return value;
		throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
	};
}
