export { isLink, type Resolved } from '../../log/links/resolve.js';
