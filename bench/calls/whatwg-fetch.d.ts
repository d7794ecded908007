// In place of @whatwg-node/fetch, which brings the types of a browser into all that is checked here: code that needs a
// browser would pass. Only the reference that answers with graphql-yoga needs its shapes, and Node has them.
export {};
