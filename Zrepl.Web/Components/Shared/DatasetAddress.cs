namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pages about datasets.</summary>
internal static class DatasetAddress
{
    /// <summary>The dataset's page.</summary>
    public static string Of(string host, string dataset) =>
        $"/datasets/{Uri.EscapeDataString(host)}/{string.Join('/', dataset.Split('/').Select(Uri.EscapeDataString))}";
}
