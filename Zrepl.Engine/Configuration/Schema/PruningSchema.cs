using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Yaml;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>pruning</c> sections and their keep rules. Source: spec config 11.</summary>
internal static class PruningSchema
{
    private static readonly Key<KeepNotReplicated, bool> KeepAtCursor =
        new("keep_snapshot_at_cursor", Scalars.Boolean, r => r.KeepSnapshotAtCursor,
        "Keep the newest replicated snapshot too.") { Default = true };

    private static readonly Key<KeepLastN, int> Count = new("count", new IntegerShape("int", int.MinValue, int.MaxValue)
    {
        ProblemIn = count => count > 0 ? null : $"must specify positive number as 'keep last count', got {count}",
    }, r => r.Count, "How many snapshots to keep.") { IsRequired = true };

    private static readonly Key<KeepLastN, GoRegex> LastNRegex = new("regex", Scalars.Regex("invalid regex \"{0}\": "), r => r.Regex,
        "Which snapshots the rule is about; without it, all.") { Default = null };

    private static readonly Key<KeepGrid, RetentionGrid> Grid =
        new("grid", Scalars.Grid, r => r.Grid, "How many snapshots to keep of which age.") { IsRequired = true };

    private static readonly Key<KeepGrid, GoRegex> GridRegex = new("regex", Scalars.Regex("Regex is invalid: "), r => r.Regex,
        "Which snapshots the rule is about; it does not keep others.") { IsRequired = true };

    private static readonly Key<KeepRegex, GoRegex> Regex = new("regex", Scalars.Regex(""), r => r.Regex, "Names of the snapshots to keep.")
    { IsRequired = true };

    private static readonly Key<KeepRegex, bool> Negate =
        new("negate", Scalars.Boolean, r => r.Negate, "Keep those whose names do not match.") { Default = false };

    private static readonly TaggedShape<KeepRule> Rule = RuleShape(new Variant<KeepRule, KeepNotReplicated>(
        "not_replicated", new("not_replicated rule", [KeepAtCursor], b => new(b.Get(KeepAtCursor)))));

    private static readonly TaggedShape<KeepRule> SnapRule = RuleShape(new Variant<KeepRule, KeepNotReplicated>(
        "not_replicated", new("not_replicated rule", [KeepAtCursor], RefuseOnOneSide)) { IsNeverLegal = true });

    private static readonly Key<PruningDefinition, RetentionPolicy> KeepSender =
        PolicyKey<PruningDefinition>("keep_sender", Rule, p => p.KeepSender,
        "Which snapshots stay on the sender; without it, all.", "cannot build sender pruning rules");

    private static readonly Key<PruningDefinition, RetentionPolicy> KeepReceiver =
        PolicyKey<PruningDefinition>("keep_receiver", Rule, p => p.KeepReceiver,
        "Which snapshots stay on the receiver; without it, all.", "cannot build receiver pruning rules");

    private static readonly Key<RetentionPolicy, RetentionPolicy> Keep = PolicyKey<RetentionPolicy>("keep", SnapRule, p => p,
        "Which snapshots stay; without it, all.", "cannot build snapjob pruning rules: cannot build pruning rules");

    private static readonly PruningDefinition KeepAll = new(RetentionPolicy.KeepEverything, RetentionPolicy.KeepEverything);

    /// <summary>The key <c>pruning</c> of a job with two sides.</summary>
    public static Key<TJob, PruningDefinition> TwoSides<TJob>(Func<TJob, PruningDefinition> read) => new("pruning",
        new SectionShape<PruningDefinition>("pruning", [KeepSender, KeepReceiver], b => new(b.Get(KeepSender), b.Get(KeepReceiver))), read,
        "Which snapshots stay; without it, all.") { Default = KeepAll };

    /// <summary>The key <c>pruning</c> of a job with one side.</summary>
    public static Key<TJob, RetentionPolicy> OneSide<TJob>(Func<TJob, RetentionPolicy> read) => new("pruning",
        new SectionShape<RetentionPolicy>("pruning", [Keep], b => b.Get(Keep)), read,
        "Which snapshots stay; without it, all.") { Default = RetentionPolicy.KeepEverything };

    private static Key<TOwner, RetentionPolicy> PolicyKey<TOwner>(string name, TaggedShape<KeepRule> rule,
        Func<TOwner, RetentionPolicy> read, string doc, string words) =>
        new(name, new PolicyShape(new ListShape<KeepRule>(rule) { ItemWords = "cannot build rule #{0}" }), read, doc)
        { Default = RetentionPolicy.KeepEverything, Words = words };

    private static TaggedShape<KeepRule> RuleShape(Variant<KeepRule> notReplicated) => new("keep rule",
    [
        notReplicated,
        new Variant<KeepRule, KeepLastN>("last_n",
            new("last_n rule", [Count, LastNRegex], b => new(b.Get(Count), b.IsGiven(LastNRegex) ? b.Get(LastNRegex) : null))),
        new Variant<KeepRule, KeepGrid>("grid", new("grid rule", [Grid, GridRegex], b => new(b.Get(Grid), b.Get(GridRegex)))),
        new Variant<KeepRule, KeepRegex>("regex", new("regex rule", [Regex, Negate], b => new(b.Get(Regex), b.Get(Negate)))),
    ]);

    private static KeepNotReplicated? RefuseOnOneSide(BoundKeys bound)
    {
        bound.Place.Illegal(bound.Mapping, "single-site pruner cannot support `not_replicated` keep rule");
        return null;
    }

    // An empty list is refused, as upstream does: whoever wants to keep everything leaves the key out.
    private sealed class PolicyShape(ListShape<KeepRule> rules) : Shape<RetentionPolicy>
    {
        public override JsonObject Schema()
        {
            var schema = rules.Schema();
            schema["minItems"] = 1; // whoever wants to keep everything leaves the key out
            return schema;
        }

        public override string Title => rules.Title;

        public override string Example => "[{type: last_n, count: 10}]";

        public override FieldKind Kind => rules.Kind;

        public override Shape? Item => rules.Item;

        public override IEnumerable<(string Suffix, SectionShape Section)> Sections => rules.Sections;

        public override bool TryBind(YamlNode node, Place place, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RetentionPolicy? value)
        {
            value = null;
            if (node is YamlSequence { Items.IsEmpty: true })
                place.Malformed(node, ProblemCodes.ZeroValue, $"field {place.Path.Name} is required but has zero value",
                    "leave it out to keep everything");
            else if (rules.TryBind(node, place, out var list))
                value = new([.. list]);
            return value is not null;
        }

        public override YamlNode? Write(RetentionPolicy value, bool showsSecrets) => value.KeepsEverything ? null
            : rules.Write([.. value.Rules], showsSecrets);
    }
}
