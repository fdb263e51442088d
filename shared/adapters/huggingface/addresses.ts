/** Where the vendor's services are; other addresses are for the simulated account and for proxies. */
export type HuggingFaceAddresses = {
	/** Inference Endpoints management API. */
	readonly endpointsUrl: string;
	/** Hub API: who a token belongs to, how large a model is. */
	readonly hubUrl: string;
	/** Inference Providers, the cheaper route. */
	readonly routerUrl: string;
};

/** The public addresses as documented by the vendor. */
export const defaultAddresses: HuggingFaceAddresses = {
	endpointsUrl: "https://api.endpoints.huggingface.cloud",
	hubUrl: "https://huggingface.co",
	routerUrl: "https://router.huggingface.co",
};
