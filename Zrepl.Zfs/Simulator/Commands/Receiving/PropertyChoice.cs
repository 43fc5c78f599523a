using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel.Receiving;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>Which properties a receive sets: the stream's, <c>-o</c> and <c>-x</c> (<c>zfs_setup_cmdline_props</c> in OpenZFS <c>libzfs_sendrecv.c</c>).</summary>
/// <param name="call">The command.</param>
/// <param name="settings">Its options.</param>
/// <param name="action">Words before a complaint.</param>
internal sealed class PropertyChoice(CommandCall call, ReceiveSettings settings, string action)
{
    /// <summary>Completes a request.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">Without properties.</param>
    /// <param name="existing">The destination if it exists.</param>
    /// <param name="makesNew">The stream wants a filesystem of its own.</param>
    /// <param name="list">The list of a compound stream, or null.</param>
    /// <returns>Null after a complaint.</returns>
    public ReceiveRequest? Complete(Session session, ReceiveRequest request, Dataset? existing, bool makesNew, PackageList? list)
    {
        if (ProblemWithEncryption(request, makesNew) is { } problem)
        {
            call.Fail(action, problem);
            return null;
        }

        var received = list is null ? null : Received(list.PropertiesOf(request.Head.ToGuid), request.Type);
        var excluded = Exclude(existing, request.Type, ref received);
        if (Normalize(request.Type, existing) is not { } local) return null;
        var wanted = new NewDataset(request.Dataset, request.Type, local);
        if (request.IsRaw)
        {
            if (makesNew && existing is null) MoveKeyLocation(local, ref received);
        }
        else if (makesNew && existing is null && local.Keys.Any(name => name is "encryption" or "keyformat" or "keylocation" or "pbkdf2iters"))
        {
            if (session.FindDataset(request.ParentName) is not { } parent) return null;
            if (EncryptionSettings.Apply(call, session, wanted, parent, action, typed: null) is not { } complete) return null;
            wanted = complete;
        }

        // Streams with properties are of unencrypted filesystems unless they are raw, and say so only by not saying it.
        var isInferredPlain = makesNew && !request.IsRaw && list is not null && !IsGiven("encryption");
        return request with
        {
            Received = received, Local = wanted.Properties.ToImmutableSortedDictionary(StringComparer.Ordinal), Excluded = excluded,
            Encryption = wanted.Encryption, IsPlain = isInferredPlain || (local.ContainsKey("encryption") && wanted.IsPlain),
        };
    }

    private string? ProblemWithEncryption(ReceiveRequest request, bool makesNew)
    {
        var overridden = settings.Overrides.Entries.Select(entry => entry.Key).Where(IsOfEncryption).ToList();
        var named = overridden.Concat(settings.Excluded.Where(IsOfEncryption)).FirstOrDefault();
        if (request.IsRaw && named is not null) return $"encryption property '{named}' cannot be set or excluded for raw streams.";
        return !makesNew && overridden.Count > 0 ? $"encryption property '{overridden[0]}' cannot be set for incremental streams." : null;
    }

    // The place of the key can be changed at any time without the key.
    private static bool IsOfEncryption(string name) => name is "encryption" or "keyformat" or "pbkdf2iters" or "pbkdf2salt";

    private bool IsGiven(string name) => settings.Overrides.Find(name) is not null || settings.Excluded.Contains(name, StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, string> Received(ImmutableArray<NvPair> pairs, EntityTypes type)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var property = PropertyTable.Find(pair.Name, call.Rules.Version);
            if (property is not null && (!property.AppliesTo.HasFlag(type) || property.IsFixed)) continue;
            if (pair.Type == NvType.UInt64)
                values[pair.Name] = property is null ? pair.Number.ToString(CultureInfo.InvariantCulture) : PropertyNumbers.Text(property, pair.Number);
            else if (pair is { Type: NvType.String, Text: { } text }) values[pair.Name] = text;
            else if (pair.Type == NvType.NvList && pair.List.FirstOrDefault(inner => inner.Name == "value") is { } nested)
                values[pair.Name] = nested.Text ?? nested.Number.ToString(CultureInfo.InvariantCulture);
        }

        return values.ToImmutable();
    }

    // A value that was set by hand is in force anyway; what cannot be inherited is left out of what was received.
    private ImmutableArray<string> Exclude(Dataset? existing, EntityTypes type, ref ImmutableSortedDictionary<string, string>? received)
    {
        var excluded = ImmutableArray.CreateBuilder<string>();
        foreach (var name in settings.Excluded)
        {
            var property = PropertyTable.Find(name, call.Rules.Version);
            if (property is not null && !property.AppliesTo.HasFlag(type))
            {
                call.Errors.WriteLine($"Warning: {existing?.Name ?? settings.Target.Split('@')[0]}: property '{name}' does not apply to datasets of this type");
                continue;
            }

            if (property is { IsInheritable: false }) received = received?.Remove(name);
            else if (existing?.Properties[name].Local is null) excluded.Add(property?.Name ?? name);
        }

        return excluded.ToImmutable();
    }

    private Dictionary<string, string>? Normalize(EntityTypes type, Dataset? existing)
    {
        var check = new PropertyCheck(call.Rules.Version, type, existing, AllowsKeyParameters: existing is null);
        var normal = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (given, text) in settings.Overrides.Entries)
        {
            if (given == "origin") continue;
            var (name, value) = check.Normalize(given, text, out var problem);
            if (problem is not null && !problem.StartsWith("property value too long", StringComparison.Ordinal)) // the module says so later
            {
                if (problem.EndsWith("does not apply to datasets of this type", StringComparison.Ordinal)) call.Fail(action, $"property {problem}");
                else
                {
                    call.Fail(action, problem);
                    call.Fail(action, LibzfsText.InvalidPropertyValue);
                }

                return null;
            }

            normal[name] = value;
        }

        return normal;
    }

    private static void MoveKeyLocation(Dictionary<string, string> local, ref ImmutableSortedDictionary<string, string>? received)
    {
        local.TryAdd("keylocation", received?.GetValueOrDefault("keylocation") ?? "prompt");
        received = received?.Remove("keylocation");
    }
}
