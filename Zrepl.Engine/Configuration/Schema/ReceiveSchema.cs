using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>recv</c> section. Its inner sections become definitions of which only their part is set. Source: spec config 9.2.</summary>
internal static class ReceiveSchema
{
    private static readonly Key<ReceiveDefinition, ValueList<PropertyName>> Inherit = new("inherit",
        new ListShape<PropertyName>(new TextShape<PropertyName>("property name", "mountpoint", ReadInherited, name => name.Text)),
        r => r.InheritProperties, "Properties that received datasets inherit, whatever the stream says (zfs recv -x).")
        { Default = [], NullIsUsual = true };

    private static readonly Key<ReceiveDefinition, ValueList<PropertyOverride>> Override = new("override",
        new MapShape<string, PropertyOverride, ValueList<PropertyOverride>>(
            "property map", "{canmount: noauto}", new TextShape<string>("value", "noauto", ReadValue, text => text), ReadOverride,
            entries => [.. entries.OrderBy(e => e.Name)], overrides => overrides.Select(o => (o.Name.Text, o.Value))),
        r => r.OverrideProperties, "Properties that received datasets get, whatever the stream says (zfs recv -o).")
        { Default = [], NullIsUsual = true };

    private static readonly SectionShape<ReceiveDefinition> Properties = new("received properties", [Inherit, Override], BuildProperties);

    private static readonly Key<ReceiveDefinition, PlaceholderEncryption> Encryption = new("encryption",
        new ChoiceShape<PlaceholderEncryption>(
            [("unspecified", PlaceholderEncryption.Unspecified), ("inherit", PlaceholderEncryption.Inherit),
                ("off", PlaceholderEncryption.Off)],
            word => $"placeholder encryption value \"{word}\" is invalid, must be one of [unspecified inherit off]"),
        r => r.PlaceholderEncryption,
            "How datasets are made that are only there to hold others; unspecified refuses to make one below an encrypted dataset.")
    { Default = PlaceholderEncryption.Unspecified };

    private static readonly SectionShape<ReceiveDefinition> Placeholder =
        new("placeholder options", [Encryption], b => ReceiveDefinition.Default with { PlaceholderEncryption = b.Get(Encryption) });

    private static readonly Key<ReceiveDefinition, ReceiveDefinition> PropertiesKey =
        new("properties", Properties, r => r, "Properties of received datasets.") { Default = ReceiveDefinition.Default };

    private static readonly Key<ReceiveDefinition, ReceiveDefinition> PlaceholderKey =
        new("placeholder", Placeholder, r => r, "Datasets that are only there to hold others.") { Default = ReceiveDefinition.Default };

    private static readonly Key<ReceiveDefinition, BandwidthLimit> Limit = BandwidthSchema.Key<ReceiveDefinition>(r => r.BandwidthLimit);

    private static readonly Key<ReceiveDefinition, bool> NoMount = new("nomount", Scalars.Boolean, r => r.DoesNotMount,
        "True: received datasets are not mounted when they arrive (zfs recv -u). They can be later: see inherit for mountpoint and canmount.") { Default = false, IsExtension = true };

    public static readonly SectionShape<ReceiveDefinition> Shape = new("receive options", [PropertiesKey, PlaceholderKey, Limit, NoMount], b =>
        b.Get(PropertiesKey) with
        {
            PlaceholderEncryption = b.Get(PlaceholderKey).PlaceholderEncryption, BandwidthLimit = b.Get(Limit), DoesNotMount = b.Get(NoMount),
        });

    private static ReceiveDefinition? BuildProperties(BoundKeys bound)
    {
        var twice = bound.Get(Override).Select(o => o.Name).Intersect(bound.Get(Inherit)).ToList();
        foreach (var name in twice)
            bound.Place.Key(Override.Name)
                .Illegal(bound.NodeOf(Override), $"override property \"{name}\": also in inherit; zfs recv refuses a property given twice");
        return twice.Count == 0 ? ReceiveDefinition.Default with
        { InheritProperties = bound.Get(Inherit), OverrideProperties = bound.Get(Override) } : null;
    }

    private static bool ReadInherited(string text, out PropertyName name, out string? problem)
    {
        problem = PropertyName.ProblemIn(text) is { } reason ? $"inherit property \"{text}\": {reason}" : null;
        name = problem is null ? PropertyName.Parse(text) : default;
        return problem is null;
    }

    private static bool ReadOverride(string key, string value, out PropertyOverride? entry, out string? problem)
    {
        problem = PropertyName.ProblemIn(key) is { } reason ? $"override property \"{key}\": {reason}" : null;
        entry = problem is null ? new(PropertyName.Parse(key), value) : null;
        return problem is null;
    }

    private static bool ReadValue(string text, out string? value, out string? problem)
    {
        (value, problem) = (text, null);
        return true;
    }
}
