namespace Zrepl.Web.Data.Entities;

/// <summary>A problem that somebody was told of or is to be told of. Deleted once its end was told.</summary>
internal sealed class AlertEntity
{
    /// <summary>Job and kind of problem.</summary>
    public required string Key { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>When somebody was last told; null: not yet.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>Since when it is over; null while it lasts.</summary>
    public DateTimeOffset? GoneSince { get; set; }

    /// <summary>What was last told, in a sentence.</summary>
    public string Text { get; set; } = "";
}
