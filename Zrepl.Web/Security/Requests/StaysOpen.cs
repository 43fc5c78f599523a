namespace Zrepl.Web.Security.Requests;

/// <summary>Marks what is answered for as long as the reader likes.</summary>
internal sealed class StaysOpen;
