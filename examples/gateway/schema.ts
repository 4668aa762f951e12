/** What the gateway serves. `order` and `orders` answer for the caller's own tenant; `tenant` names another to be refused. */
export const typeDefs = `#graphql
  type Order { id: ID!, customer: String!, item: String!, quantity: Int! }
  type OrderPage { orders: [Order!]!, next: String }
  type Quote { item: String!, quantity: Int!, cents: Int!, wording: String! }
  type Query {
    orders(customer: String!, tenant: String, first: Int = 20, after: String): OrderPage!
    order(customer: String!, id: ID!, tenant: String): Order
    export(customer: String!): [Order!]!
    quote(item: String!, quantity: Int!): Quote
  }
  type Mutation {
    placeOrder(customer: String!, item: String!, quantity: Int!): Order!
  }
`;
