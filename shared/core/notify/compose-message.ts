import { isGroup } from "../../domain/group-budget.ts";
import type { Message, MessageType, Section, Severity } from "../../domain/notice.ts";
import type { Mode, Policy } from "../../domain/policy.ts";

export type MessageParts = {
	readonly namespace: string;
	readonly mode: Mode;
	/** Where it is about the budget of a group, that of the group. */
	readonly policy?: Policy;
	readonly severity: Severity;
	readonly type: MessageType;
	readonly title: string;
	readonly sections: readonly Section[];
	readonly footer: string;
	readonly attributes?: Readonly<Record<string, string>>;
};

/** Limits of the narrowest channels: Slack header 150 characters, SNS subject below 100. */
const titleCharacters = 150;
const subjectCharacters = 99;

export const shadowWords = "SHADOW: nothing will be stopped";

/** Puts a message together so that its title stands alone on a lock screen. */
export function composeMessage(parts: MessageParts): Message {
	const page = parts.severity === "page" ? "PAGE " : "";
	const shadow = parts.mode === "shadow" ? `${shadowWords} · ` : "";
	const title = cut(`${shadow}${page}${parts.title}`, titleCharacters);
	return {
		title,
		subject: cut(ascii(`[guardrail] ${title}`), subjectCharacters),
		severity: parts.severity,
		sections: parts.sections.filter((section) => section.lines.length > 0),
		footer: parts.footer,
		attributes: {
			severity: parts.severity,
			type: parts.type,
			namespace: parts.namespace,
			...groupOf(parts),
			...parts.attributes,
		},
	};
}

function groupOf({ policy }: MessageParts): { readonly group?: string } {
	return policy !== undefined && isGroup(policy.budget) ? { group: policy.budget.name } : {};
}

/** Whose budget a message is about: `acme`, or `acme, group research`. */
export function budgetOwner(namespace: string, { budget }: Policy): string {
	return isGroup(budget) ? `${namespace}, group ${budget.name}` : namespace;
}

function cut(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}

const plainForms: readonly (readonly [RegExp, string])[] = [
	[/→/g, "->"],
	[/−/g, "-"],
	[/·/g, "-"],
	[/[^\x20-\x7e]/g, "?"],
];

function ascii(text: string): string {
	return plainForms.reduce((plain, [form, written]) => plain.replace(form, written), text);
}
