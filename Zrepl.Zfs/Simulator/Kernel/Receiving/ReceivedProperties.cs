using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>
/// Properties that come with a receive: the stream's own, <c>-o</c> and <c>-x</c>. They are set before the data and taken back if an
/// existing dataset does not get it (<c>zfs_ioc_recv_impl</c> in OpenZFS <c>module/zfs/zfs_ioctl.c</c>).
/// </summary>
internal sealed class ReceivedProperties(ReceiveRequest request, bool isNew)
{
    private const int LongestValue = 8192;

    private readonly List<(string Property, string Reason)> _problems = [];
    private ImmutableArray<KeyValuePair<string, PropertySetting>> _before = [];

    /// <summary>What could not be set, which does not stop the receive.</summary>
    public IReadOnlyList<(string Property, string Reason)> Problems => _problems;

    /// <summary>Sets them.</summary>
    /// <returns>EDQUOT if a quota among them leaves no room for the data.</returns>
    public Errno Apply(Session session)
    {
        var dataset = session.Model.Dataset(request.Dataset);
        var bag = dataset.Properties;
        _before = [.. bag.Settings];
        var after = new SortedDictionary<string, PropertySetting>(StringComparer.Ordinal);
        if (request.Received is { } received)
        {
            // What an earlier stream brought and this one does not have is not in force any more.
            if (!isNew)
                foreach (var (name, setting) in _before)
                    if (setting.Received is not null) after[name] = setting with { Received = null };
            foreach (var (name, value) in received)
                if (MaySet(session, name, value)) after[name] = bag[name] with { Received = value };
        }

        foreach (var (name, value) in request.Local)
            if (MaySet(session, name, value)) after[name] = Now(name) with { Local = value, HidesReceived = false };
        foreach (var name in request.Excluded)
            if (Now(name) is { Local: null } setting) after[name] = setting with { HidesReceived = setting.Received is not null };
        if (after.Count > 0) Change(session, dataset, after);
        return HasRoom(dataset) ? Errno.Ok : Errno.Quota;

        PropertySetting Now(string name) => after.TryGetValue(name, out var changed) ? changed : bag[name];
    }

    /// <summary>Puts back what was there before.</summary>
    public void Restore(Session session)
    {
        if (session.FindDataset(request.Dataset) is not { } dataset) return;
        var before = _before.ToDictionary(StringComparer.Ordinal);
        var changed = dataset.Properties.Settings.Select(setting => setting.Key).Union(before.Keys)
            .Where(name => dataset.Properties[name] != before.GetValueOrDefault(name)).ToDictionary(name => name, name => before.GetValueOrDefault(name));
        if (changed.Count > 0) Change(session, dataset, changed);
    }

    private static void Change(Session session, Dataset dataset, IEnumerable<KeyValuePair<string, PropertySetting>> settings) =>
        session.Commit(dataset.Pool, [.. settings.Select(setting => (Mutation)new ChangeProperty(dataset.Name, setting.Key, setting.Value))]);

    private static bool HasRoom(Dataset dataset)
    {
        if (dataset.Properties["quota"].Effective is not { } text) return true;
        var quota = ulong.Parse(text, CultureInfo.InvariantCulture);
        return quota == 0 || quota > new SpaceAccounting().Used(dataset) + LeastData;
    }

    // An empty filesystem takes that much.
    private const ulong LeastData = 24 * 1024;

    private bool MaySet(Session session, string name, string value)
    {
        var isOfUser = name.Contains(':', StringComparison.Ordinal);
        var reason = isOfUser && value.Length >= LongestValue ? "property value too long"
            : session.Host.Permissions.Allows(isOfUser ? "userprop" : name, request.Dataset) ? null : "permission denied";
        if (reason is not null) _problems.Add((name, reason));
        return reason is null;
    }
}
