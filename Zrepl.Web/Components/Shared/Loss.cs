using System.Collections.Immutable;

namespace Zrepl.Web.Components.Shared;

/// <summary>What is lost if something is done: the question of <see cref="ConfirmLoss"/>.</summary>
/// <param name="Title">The question: <c>Destroy 38 snapshots?</c></param>
/// <param name="Consequence">What cannot be undone, in a sentence.</param>
/// <param name="Lost">Names of what is lost.</param>
/// <param name="Action">Word of the button: <c>Destroy</c>.</param>
public sealed record Loss(string Title, string Consequence, ImmutableArray<string> Lost, string Action)
{
    /// <summary>What has to be typed before the button can be pressed; null if a press is enough.</summary>
    public string? TypeToConfirm { get; init; }
}
