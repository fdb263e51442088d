import type { Notice, NoticeButton } from "../../domain/notice.ts";

/** Block Kit: text of a button 75 characters, title of a question 100, its text 300, its buttons 30. */
const most = { button: 75, title: 100, text: 300, confirm: 30, blockId: 255 } as const;

type PlainText = { readonly type: "plain_text"; readonly text: string };

export type ActionsBlock = {
	readonly type: "actions";
	readonly block_id: string;
	readonly elements: readonly object[];
};

/** The buttons of a notice; each carries the plan and the state that it was drawn for. */
export function actionsBlock({ id, createdAt, actions }: Notice): ActionsBlock | null {
	if (actions === undefined || actions.buttons.length === 0) return null;
	const { planHash, stateVersion, askedHash, buttons } = actions;
	const value = JSON.stringify({ n: id, p: planHash, v: stateVersion, a: askedHash });
	// Slack asks for a new name with each edit of a message.
	const block_id = cut(`${stateVersion}/${createdAt}/${id}`, most.blockId);
	return { type: "actions", block_id, elements: buttons.map((one) => button(one, value)) };
}

function button({ action, text, confirm }: NoticeButton, value: string): object {
	const isDanger = action === "stop-now";
	return {
		type: "button",
		action_id: action,
		text: plain(text, most.button),
		value,
		...(isDanger ? { style: "danger" } : {}),
		...(confirm === null
			? {}
			: {
					confirm: {
						title: plain(confirm.title, most.title),
						text: plain(confirm.text, most.text),
						confirm: plain(confirm.yes, most.confirm),
						deny: plain("Cancel", most.confirm),
						...(isDanger ? { style: "danger" } : {}),
					},
				}),
	};
}

/** Plain text is shown as it is: nothing in it is a mention or a link. */
function plain(text: string, characters: number): PlainText {
	return { type: "plain_text", text: cut(text.replaceAll(/\p{Cc}+/gu, " "), characters) };
}

function cut(text: string, characters: number): string {
	return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}
