export default function Boom() { throw new Error('boom'); }
