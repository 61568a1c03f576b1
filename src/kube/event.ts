/** The wire shape of a core/v1 Event, narrowed to what podscope reads. */
export interface KubeEvent {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined; readonly uid: string };
  readonly involvedObject?:
    | {
        readonly kind?: string | undefined;
        readonly namespace?: string | undefined;
        readonly name?: string | undefined;
        readonly uid?: string | undefined;
        readonly fieldPath?: string | undefined;
      }
    | undefined;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly count?: number | undefined;
  readonly firstTimestamp?: string | null | undefined;
  readonly lastTimestamp?: string | null | undefined;
  readonly eventTime?: string | null | undefined;
}
