using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Schema;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>What differs in meaning between two configurations, however they are written.</summary>
/// <param name="Global">Keys of <c>global</c>.</param>
/// <param name="Jobs">Jobs that differ, in the order of the new configuration; those that go come last.</param>
public sealed record ConfigurationChange(ImmutableArray<KeyChange> Global, ImmutableArray<JobChange> Jobs)
{
    /// <summary>True if both mean the same: only comments, order or spelling differ.</summary>
    public bool IsNone => Global.IsEmpty && Jobs.IsEmpty;

    /// <summary>Compares two configurations.</summary>
    public static ConfigurationChange Between(ZreplConfiguration before, ZreplConfiguration after)
    {
        var old = before.Jobs.ToDictionary(job => job.Name);
        var (kept, added) = (after.Jobs.Where(job => old.ContainsKey(job.Name)).ToHashSet(), after.Jobs.Where(job => !old.ContainsKey(job.Name)).ToList());
        var gone = before.Jobs.ExceptBy(after.Jobs.Select(job => job.Name), job => job.Name).ToList();
        var jobs = ImmutableArray.CreateBuilder<JobChange>();
        foreach (var job in after.Jobs)
        {
            var previous = kept.Contains(job) ? old[job.Name] : gone.Find(one => Keys(Tree(one), Tree(job)).All(key => key.Path == "name"));
            if (!kept.Contains(job) && previous is not null) gone.Remove(previous);
            var keys = previous is null ? [] : Keys(Tree(previous), Tree(job));
            if (previous is null || !keys.IsEmpty) jobs.Add(new(previous, job, keys));
        }

        jobs.AddRange(gone.Select(job => new JobChange(job, null, [])));
        return new(Keys(Tree(before.Global), Tree(after.Global)), jobs.ToImmutable());
    }

    // Compared with passwords, shown without.
    private static (YamlNode Whole, YamlNode Shown) Tree(JobDefinition job) => (JobShape.Instance.Write(job, showsSecrets: true), JobShape.Instance.Write(job, showsSecrets: false));

    private static (YamlNode Whole, YamlNode Shown) Tree(GlobalDefinition global)
    {
        var root = new RootSection(global, [], []);
        return (Global(showsSecrets: true), Global(showsSecrets: false));

        YamlNode Global(bool showsSecrets) => RootSchema.Shape.Write(root, showsSecrets) is YamlMapping written && written["global"] is { } section ? section : YamlMapping.Of([]);
    }

    private static ImmutableArray<KeyChange> Keys((YamlNode Whole, YamlNode Shown) before, (YamlNode Whole, YamlNode Shown) after)
    {
        var (old, changed) = (FlatTree.Of(before.Whole), FlatTree.Of(after.Whole));
        var (oldShown, changedShown) = (FlatTree.Of(before.Shown), FlatTree.Of(after.Shown));
        var paths = old.Keys.Concat(changed.Keys.Where(path => !old.ContainsKey(path)));
        return [.. paths.Where(path => old.GetValueOrDefault(path) != changed.GetValueOrDefault(path))
            .Select(path => new KeyChange(path, oldShown.GetValueOrDefault(path), changedShown.GetValueOrDefault(path)))];
    }
}
