/** Everything that can go wrong on the way to Hugging Face and back. */
export const faultKinds = [
	"tooManyRequests",
	"internalError",
	"badGateway",
	"unavailable",
	"htmlBody",
	"truncatedJson",
	"hugeBody",
	"connectionReset",
	"connectionResetAfterApplying",
	"timeoutBeforeApplying",
	"timeoutAfterApplying",
	"partialPage",
	"repeatedCursor",
	"emptyList",
	"staleList",
	"unknownFields",
	"unknownStates",
	"tokenRevoked",
	"acceptedAndIgnored",
] as const;

export type FaultKind = (typeof faultKinds)[number];
