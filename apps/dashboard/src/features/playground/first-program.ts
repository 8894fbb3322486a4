/** What the editor holds before anyone wrote anything. */
export const firstProgram = `// Sandboxed TypeScript. Type "tools." to see what is connected.
const { orders } = await tools.demo.list_orders({ limit: 3 });
console.log("orders:", orders.length);
return orders.map((o) => o.title);
`;
