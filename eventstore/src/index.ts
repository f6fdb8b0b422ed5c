export { startNode, type NodeOptions, type RunningNode } from './node.js';
