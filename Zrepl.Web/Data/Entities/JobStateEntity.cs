namespace Zrepl.Web.Data.Entities;

/// <summary>What of a job outlives the process.</summary>
internal sealed class JobStateEntity
{
    public required string Engine { get; set; }

    public required string Job { get; set; }

    public long LastNumber { get; set; }

    public DateTimeOffset? LastRunAt { get; set; }

    public DateTimeOffset? LastSuccessAt { get; set; }

    public DateTimeOffset? NextDueAt { get; set; }

    public int ConsecutiveFailures { get; set; }

    public bool IsPaused { get; set; }

    public DateTimeOffset? PausedUntil { get; set; }
}
