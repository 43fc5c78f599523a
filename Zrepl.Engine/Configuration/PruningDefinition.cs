using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Configuration;

/// <summary>The <c>pruning</c> section of a job with two sides. A side without rules keeps everything. Source: spec config 11.</summary>
/// <param name="KeepSender">Which snapshots stay on the sender.</param>
/// <param name="KeepReceiver">Which stay on the receiver.</param>
public sealed record PruningDefinition(RetentionPolicy KeepSender, RetentionPolicy KeepReceiver);
