using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>What a new job begins with: a schedule and a retention that are right for most, so that only what nobody can guess is asked.</summary>
internal static class NewJob
{
    private static readonly string[] OfMounting = ["mountpoint", "canmount", "overlay", "sharenfs", "sharesmb", "setuid", "devices", "exec"];

    /// <summary>What the names of snapshots begin with.</summary>
    public const string Prefix = "zrepl_";

    /// <summary>What is kept in the long run: an hour in full, hours for a day, days for a month, months for half a year.</summary>
    public const string Grid = "1x1h(keep=all) | 24x1h | 30x1d | 6x30d";

    private const string Own = "^" + Prefix;

    /// <summary>Fills in what can be guessed for a type of job.</summary>
    public static JobDraft Suggest(JobDraft draft) => draft.Type switch
    {
        "push" => TwoSides(Snapshots(draft, "10m")),
        "pull" => Receives(TwoSides(Text(draft, FormPath.Root.Key("interval"), "10m"))),
        "sink" => Receives(draft),
        "source" => Snapshots(draft, "10m"),
        "snap" => Keep(Snapshots(draft, "10m"), FormPath.Root.Key("pruning").Key("keep")),
        _ => draft,
    };

    /// <summary>Snapshots at equal distances.</summary>
    public static JobDraft Snapshots(JobDraft draft, string interval)
    {
        var at = FormPath.Root.Key("snapshotting");
        return Text(Text(Text(draft, at.Key("type"), "periodic"), at.Key("prefix"), Prefix), at.Key("interval"), interval);
    }

    /// <summary>Parents of received datasets are encrypted where the dataset they are made in is. Without a word about it none is made, and the first replication fails.</summary>
    public static JobDraft Receives(JobDraft draft) =>
        draft.Set(FormPath.Root.Key("recv").Key("placeholder").Key("encryption"), FieldKind.Choice, "inherit");

    /// <summary>Where and how received datasets are mounted and shared is decided here and not by the machine that sends them.</summary>
    public static JobDraft MountsAsHere(JobDraft draft) => OfMounting.Index().Aggregate(
        draft, (changed, property) => changed.Add(FormPath.Root.Key("recv").Key("properties").Key("inherit").Item(property.Index), FieldKind.Text, property.Item));

    /// <summary>On the sender what is not replicated and the newest ones, on the receiver a grid.</summary>
    public static JobDraft TwoSides(JobDraft draft)
    {
        var pruning = FormPath.Root.Key("pruning");
        var sender = pruning.Key("keep_sender");
        draft = draft.Add(sender.Item(0), FieldKind.Variants, "not_replicated").Add(sender.Item(1), FieldKind.Variants, "last_n")
            .Set(sender.Item(1).Key("count"), FieldKind.Number, "10");
        return Keep(Others(draft, sender.Item(2)), pruning.Key("keep_receiver"));
    }

    // A grid, and whatever has another name: snapshots that people took by hand are theirs.
    private static JobDraft Keep(JobDraft draft, FormPath list)
    {
        draft = draft.Add(list.Item(0), FieldKind.Variants, "grid").Set(list.Item(0).Key("grid"), FieldKind.Text, Grid).Set(list.Item(0).Key("regex"), FieldKind.Text, Own);
        return Others(draft, list.Item(1));
    }

    private static JobDraft Others(JobDraft draft, FormPath rule) =>
        draft.Add(rule, FieldKind.Variants, "regex").Set(rule.Key("regex"), FieldKind.Text, Own).Set(rule.Key("negate"), FieldKind.Switch, "true");

    private static JobDraft Text(JobDraft draft, FormPath at, string value) => draft.Set(at, FieldKind.Text, value);
}
