using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The top level of a file. Source: spec config 4.</summary>
internal static class RootSchema
{
    private static readonly Key<RootSection, GlobalDefinition> Global =
        new("global", GlobalSchema.Shape, r => r.Global, "Settings of the daemon.") { Default = GlobalDefinition.Default };

    private static readonly Key<RootSection, ValueList<JobDefinition>> Jobs =
        new("jobs", new ListShape<JobDefinition>(JobShape.Instance), r => r.Jobs, "The jobs.") { Default = [] };

    private static readonly Key<RootSection, ValueList<string>> Include = new("include",
        new ListShape<string>(Scalars.Text("jobs.d")) { TakesSingle = true }, r => r.Include.Count == 0 ? null : r.Include,
        "Further files with jobs, or directories or patterns of such; relative to this file.") { Default = [] };

    public static readonly SectionShape<RootSection> Shape =
        new("configuration", [Global, Jobs, Include], b => new(b.Get(Global), b.Get(Jobs), b.Get(Include))) { IgnoresTemplates = true };
}

/// <summary>What one file says.</summary>
/// <param name="Global">The section <c>global</c>.</param>
/// <param name="Jobs">Its own jobs.</param>
/// <param name="Include">Entries of <c>include</c>.</param>
internal sealed record RootSection(GlobalDefinition Global, ValueList<JobDefinition> Jobs, ValueList<string> Include)
{
    /// <summary>What an empty file says.</summary>
    public static RootSection Empty { get; } = new(GlobalDefinition.Default, [], []);
}
