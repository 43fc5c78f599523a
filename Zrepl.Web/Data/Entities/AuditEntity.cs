namespace Zrepl.Web.Data.Entities;

/// <summary>Something that somebody did, or tried to do.</summary>
internal sealed class AuditEntity
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Who: name of a user, or of what acted in nobody's name.</summary>
    public required string Actor { get; set; }

    /// <summary>By what: a browser, a token, the control socket, the command line.</summary>
    public required string Way { get; set; }

    /// <summary>From where; empty for this machine.</summary>
    public required string Address { get; set; }

    /// <summary>What was done, such as <c>job.wakeup</c>.</summary>
    public required string Action { get; set; }

    /// <summary>With what; empty if that goes without saying.</summary>
    public required string Target { get; set; }

    /// <summary>More of it in words.</summary>
    public required string Detail { get; set; }

    /// <summary>False if it was refused.</summary>
    public bool IsDone { get; set; }
}
