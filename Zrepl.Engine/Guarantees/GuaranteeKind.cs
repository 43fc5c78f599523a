namespace Zrepl.Engine.Guarantees;

/// <summary>What zrepl leaves on disk to be able to continue. Upstream calls them abstractions (spec B2).</summary>
public enum GuaranteeKind
{
    /// <summary>Hold on the snapshots of a running step, on the sender.</summary>
    StepHold,

    /// <summary>Hold on the newest received snapshot, on the receiver.</summary>
    LastReceivedHold,

    /// <summary>Bookmark of the last snapshot that is known to be received, on the sender.</summary>
    Cursor,

    /// <summary>Bookmark of the snapshots of a running step, on the sender.</summary>
    TentativeCursor,

    /// <summary>Cursor of zrepl 0.2 and before; belongs to no job.</summary>
    CursorV1,
}

/// <summary>The names of the kinds in commands and JSON.</summary>
public static class GuaranteeKinds
{
    private static readonly (GuaranteeKind Kind, string Id)[] Ids =
    [
        (GuaranteeKind.StepHold, "step-hold"),
        (GuaranteeKind.LastReceivedHold, "last-received-hold"),
        (GuaranteeKind.TentativeCursor, "tentative-replication-cursor-bookmark-v2"),
        (GuaranteeKind.CursorV1, "replication-cursor-bookmark-v1"),
        (GuaranteeKind.Cursor, "replication-cursor-bookmark-v2"),
    ];

    /// <summary>All kinds.</summary>
    public static IReadOnlySet<GuaranteeKind> All { get; } = Ids.Select(pair => pair.Kind).ToHashSet();

    /// <summary>Id of a kind, such as <c>step-hold</c>.</summary>
    public static string Id(this GuaranteeKind kind) => Ids.First(pair => pair.Kind == kind).Id;

    /// <summary>Kind of an id, or null.</summary>
    public static GuaranteeKind? FromId(string id) =>
        Array.Find(Ids, pair => pair.Id == id) is { Id: not null } found ? found.Kind : null;

    /// <summary>True for kinds that are holds on snapshots; the others are bookmarks.</summary>
    public static bool IsHold(this GuaranteeKind kind) => kind is GuaranteeKind.StepHold or GuaranteeKind.LastReceivedHold;
}
