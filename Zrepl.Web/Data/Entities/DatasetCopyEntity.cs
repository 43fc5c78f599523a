namespace Zrepl.Web.Data.Entities;

/// <summary>What is known of the copy of one dataset of a job.</summary>
internal sealed class DatasetCopyEntity
{
    public required string Engine { get; set; }

    public required string Job { get; set; }

    /// <summary>As the sender names it.</summary>
    public required string Dataset { get; set; }

    /// <summary>Short name of the newest snapshot that is there; empty if there is none.</summary>
    public string Snapshot { get; set; } = "";

    public DateTimeOffset? TakenAt { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public string? Error { get; set; }

    public DateTimeOffset? ErrorSince { get; set; }

    public bool NeedsSomebody { get; set; }
}
