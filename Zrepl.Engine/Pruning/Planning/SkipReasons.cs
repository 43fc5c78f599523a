namespace Zrepl.Engine.Pruning.Planning;

/// <summary>Why a filesystem is left alone, in upstream's words. Source: spec 3.2.</summary>
public static class SkipReasons
{
    /// <summary>It holds no data.</summary>
    public const string Placeholder = "filesystem is placeholder";

    /// <summary>The sender does not have it (any more): it is an archive now.</summary>
    public const string NotOnSender = "filesystem has no correspondence on sender";

    /// <summary>Not in Go zrepl: its pool came back a moment ago, and what the rules that changed meanwhile destroy there was not compared yet.</summary>
    public const string NotCompared = "its pool was not there when the rules changed; the next pruning compares what they destroy there";
}
