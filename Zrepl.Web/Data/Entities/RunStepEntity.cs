namespace Zrepl.Web.Data.Entities;

/// <summary>One step of the replication of one dataset.</summary>
internal sealed class RunStepEntity
{
    public long Id { get; set; }

    public long RunDatasetId { get; set; }

    /// <summary>Counts the attempts of the run from 1.</summary>
    public int Attempt { get; set; }

    /// <summary><c>@name</c> or <c>#name</c>; empty for a full send.</summary>
    public required string From { get; set; }

    public required string To { get; set; }

    public bool IsResumed { get; set; }

    public long BytesExpected { get; set; }

    public long BytesReplicated { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? DoneAt { get; set; }
}
