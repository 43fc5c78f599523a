using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Live.Previews;

/// <summary>Sides of a job in words.</summary>
internal static class PruneSideWords
{
    /// <summary><c>sender</c>, <c>receiver</c> or <c>local</c>.</summary>
    public static string Word(this PruneSide side) => side switch { PruneSide.Sender => "sender", PruneSide.Receiver => "receiver", _ => "local" };
}
