namespace Zrepl.Engine.Retention;

/// <summary>What keep rules know of a snapshot.</summary>
/// <param name="Name">Short name, without <c>@</c>.</param>
/// <param name="CreateTxg">Order of creation within the dataset.</param>
/// <param name="Creation">When it was made, as ZFS says.</param>
/// <param name="IsReplicated">True if the replication cursor is past it (spec replication 3.4).</param>
public sealed record RetentionSnapshot(string Name, ulong CreateTxg, DateTimeOffset Creation, bool IsReplicated);
