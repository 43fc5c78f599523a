namespace Zrepl.Engine.Hooks.Databases;

/// <summary>Texts of reports, in upstream's words (spec replication 5.4, 5.5).</summary>
internal static class DatabaseHookWords
{
    /// <summary>A step without anything to do.</summary>
    public const string Skipped = "skipped this edge";
}
