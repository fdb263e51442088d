import { createDynamoTable } from "../../shared/adapters/dynamodb/table.ts";
import { localClient } from "../local-aws/aws-client.ts";
import { describeWithJava } from "../local-aws/describe-with-java.ts";
import { startDynamoDbLocal } from "../local-aws/dynamodb-local.ts";
import { describeTable } from "./table-contract.ts";

describeWithJava("the contract of the table on DynamoDB", () => {
	describeTable({
		name: "in DynamoDB Local",
		open: async (clock) => {
			const server = await startDynamoDbLocal();
			await server.createTable("contract");
			const client = localClient(server.endpoint);
			const table = createDynamoTable({ tableName: "contract", clock, client });
			return {
				table,
				close: async () => {
					table.close();
					await server.stop();
				},
			};
		},
		histories: 15,
	});
});
