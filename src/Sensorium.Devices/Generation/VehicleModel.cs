namespace Sensorium.Devices.Generation;

/// <summary>What is sold on Swedish streets.</summary>
internal sealed record VehicleModel(byte[] Make, byte[] Model, byte[] FuelType)
{
    public static readonly VehicleModel[] All =
    [
        Of("Volvo", "XC60", "Hybrid"), Of("Volvo", "XC40", "Electric"), Of("Volvo", "V60", "Diesel"), Of("Volvo", "V90", "Diesel"),
        Of("Volvo", "EX30", "Electric"), Of("Volkswagen", "Golf", "Gasoline"), Of("Volkswagen", "ID.4", "Electric"),
        Of("Volkswagen", "Passat", "Diesel"), Of("Tesla", "Model Y", "Electric"), Of("Tesla", "Model 3", "Electric"),
        Of("Toyota", "RAV4", "Hybrid"), Of("Toyota", "Corolla", "Hybrid"), Of("Kia", "Niro", "Hybrid"), Of("Kia", "Ceed", "Gasoline"),
        Of("BMW", "330e", "Hybrid"), Of("Audi", "A4", "Diesel"), Of("Skoda", "Octavia", "Gasoline"),
        Of("Polestar", "2", "Electric"), Of("Mercedes-Benz", "C 220 d", "Diesel"), Of("Nissan", "Leaf", "Electric"),
        Of("Saab", "9-3", "Gasoline"), Of("Ford", "Transit", "Diesel"), Of("Peugeot", "208", "Gasoline"),
    ];

    private static VehicleModel Of(string make, string model, string fuel) =>
        new(System.Text.Encoding.UTF8.GetBytes(make), System.Text.Encoding.UTF8.GetBytes(model), System.Text.Encoding.UTF8.GetBytes(fuel));
}
