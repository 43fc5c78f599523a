namespace Zrepl.Web.Cli.StatusDump;

/// <summary>What a viewer knows of a transfer that looks again and again; a single document does not tell it.</summary>
/// <param name="BytesPerSecond">The rate; null if unknown.</param>
/// <param name="Arrow">The tip of the bar, which turns as bytes go by.</param>
internal sealed record TransferLook(double? BytesPerSecond, char Arrow)
{
    /// <summary>The first look.</summary>
    public static TransferLook First { get; } = new(null, '>');
}
