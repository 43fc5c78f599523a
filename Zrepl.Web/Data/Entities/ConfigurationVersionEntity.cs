namespace Zrepl.Web.Data.Entities;

/// <summary>What a file of the configuration said, from a moment on.</summary>
internal sealed class ConfigurationVersionEntity
{
    public long Id { get; set; }

    /// <summary>The file, absolute.</summary>
    public required string File { get; set; }

    /// <summary>Word for exactly this content.</summary>
    public required string Revision { get; set; }

    public required string Text { get; set; }

    /// <summary>When it was seen first.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who saved it here; empty if it was changed on the machine.</summary>
    public required string Author { get; set; }
}
