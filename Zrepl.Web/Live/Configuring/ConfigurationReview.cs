using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;

namespace Zrepl.Web.Live.Configuring;

/// <summary>What saving a text would do, before it is done.</summary>
/// <param name="Problems">What <c>configcheck</c> says about it. With an error it cannot be saved, and nothing below is known.</param>
/// <param name="Lines">All lines, compared with the file.</param>
/// <param name="Change">What it means.</param>
/// <param name="Consequences">What it leads to.</param>
public sealed record ConfigurationReview(
    ImmutableArray<ConfigurationProblem> Problems, ImmutableArray<ComparedLine> Lines, ConfigurationChange? Change, ImmutableArray<ChangeConsequence> Consequences)
{
    /// <summary>True if it can be saved.</summary>
    public bool IsLegal => Change is not null;

    /// <summary>What is lost by it.</summary>
    public ImmutableArray<ChangeConsequence> Losses => [.. Consequences.Where(consequence => consequence.IsLoss)];
}
