namespace Zrepl.Web.Demo;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Story">What happened, for the log.</param>
/// <param name="Lasts">How long.</param>
/// <param name="Begin">Makes it happen; gives what ends it, or a reason why it cannot happen now.</param>
internal sealed record DemoFault(string Story, TimeSpan Lasts, Func<CancellationToken, Task<Func<CancellationToken, Task>>> Begin);
