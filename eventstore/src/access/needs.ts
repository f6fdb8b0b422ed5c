/** Who may make a call at all; what they may do with a stream is asked later. */
export type Need = 'nobody' | 'user' | 'operator' | 'admin';

const NEEDS: readonly (readonly [path: RegExp, need: Need])[] = [
  [/^event_store\.client\.(server_features|gossip)\./, 'nobody'],
  [/^event_store\.client\.(streams|monitoring)\./, 'user'],
  [/^event_store\.client\.persistent_subscriptions\.PersistentSubscriptions\/(Read|GetInfo|List)$/, 'user'],
  [/^event_store\.client\.users\.Users\/(ChangePassword|Details)$/, 'user'],
  [/^event_store\.client\.users\./, 'admin'],
];

/** What is not listed is for operators: users in $ops or $admins. */
export const needOf = (path: string): Need =>
  NEEDS.find(([listed]) => listed.test(path.replace(/^\//, '')))?.[1] ?? 'operator';
