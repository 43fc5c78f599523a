using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Setting and clearing properties.</summary>
internal static class PropertyCalls
{
    /// <summary>Sets properties of one dataset or snapshot together.</summary>
    public static Errno Set(Session session, ZfsEntity target, IReadOnlyDictionary<string, string> properties, bool remounts)
    {
        foreach (var name in properties.Keys)
            if (session.ReasonAgainstWriting(target.Head, Permission(name)) is var reason and not Errno.Ok) return reason;
        var mutations = properties.Select(property => (Mutation)new ChangeProperty(
            target.FullName, property.Key, SettingOf(target, property.Key) with { Local = property.Value, HidesReceived = false }));
        Change(session, target, [.. mutations], remounts ? properties.Keys : []);
        return Errno.Ok;
    }

    /// <summary>Clears the local value; a received one comes into force again if <paramref name="revertsToReceived"/>, else it is hidden.</summary>
    public static Errno Inherit(Session session, ZfsEntity target, string name, bool revertsToReceived)
    {
        if (session.ReasonAgainstWriting(target.Head, Permission(name)) is var reason and not Errno.Ok) return reason;
        var before = SettingOf(target, name);
        var after = before with { Local = null, HidesReceived = !revertsToReceived && before.Received is not null };
        Change(session, target, [new ChangeProperty(target.FullName, name, after)], [name]);
        return Errno.Ok;
    }

    /// <summary>What is set for a property on the thing itself.</summary>
    public static PropertySetting SettingOf(ZfsEntity target, string name) => target switch
    {
        Dataset dataset => dataset.Properties[name],
        Snapshot { Properties: { } bag } => bag[name],
        _ => default,
    };

    private static void Change(Session session, ZfsEntity target, ImmutableArray<Mutation> mutations, IEnumerable<string> remounting)
    {
        session.Commit(target.Head.Pool, mutations);
        if (target is not Dataset dataset) return;
        foreach (var name in remounting)
            if (Mounting.AfterChange(session, dataset, name) is { Length: > 0 } mounts) session.Commit(dataset.Pool, mounts);
    }

    private static string Permission(string property) => property.Contains(':', StringComparison.Ordinal) ? "userprop" : property;
}
