using System.Collections.Immutable;

namespace Zrepl.Engine.Retention;

/// <summary><c>type: regex</c>: keeps snapshots by their name.</summary>
/// <param name="Regex">The pattern.</param>
/// <param name="Negate">True: keeps those that do not match.</param>
public sealed record KeepRegex(GoRegex Regex, bool Negate = false) : KeepRule
{
    /// <inheritdoc/>
    public override ImmutableArray<RuleVerdict> Judge(ImmutableArray<RetentionSnapshot> oldestFirst)
    {
        var matches = Negate ? Refuse("name matches") : new RuleVerdict(true, ToString());
        var differs = Negate ? new RuleVerdict(true, ToString()) : Refuse("name does not match");
        return [.. oldestFirst.Select(s => Regex.Search(s.Name) switch
        {
            RegexOutcome.Matches => matches,
            RegexOutcome.DoesNotMatch => differs,
            _ => KeepUndecided(),
        })];
    }

    /// <inheritdoc/>
    public override string ToString() => Negate ? $"regex not {Regex}" : $"regex {Regex}";
}
