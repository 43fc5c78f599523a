namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pages about datasets.</summary>
internal static class DatasetAddress
{
    /// <summary>The list of those that have a text in their name.</summary>
    public static string OfThoseWith(string text) => $"/datasets?filter={Uri.EscapeDataString(text)}";

    /// <summary>The dataset's page.</summary>
    public static string Of(string host, string dataset) =>
        $"/datasets/{Uri.EscapeDataString(host)}/{string.Join('/', dataset.Split('/').Select(Uri.EscapeDataString))}";
}
