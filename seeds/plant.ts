import type { EquipmentSeed } from './plant-model.ts';

const SITE = 'PLANT';

const area = (tag: string, name: string): EquipmentSeed => ({
  tag,
  name,
  kind: 'AREA',
  parentTag: SITE,
  equipmentClass: null,
  criticality: 'MEDIUM',
  location: null,
  description: '',
});

const unit = (
  tag: string,
  name: string,
  parentTag: string,
  equipmentClass: string,
  criticality: EquipmentSeed['criticality'],
  location: string,
): EquipmentSeed => ({
  tag,
  name,
  kind: 'UNIT',
  parentTag,
  equipmentClass,
  criticality,
  location,
  description: '',
});

/** The demo plant: a made-up site with three areas and five units. */
export const PLANT_EQUIPMENT: readonly EquipmentSeed[] = [
  {
    tag: SITE,
    name: 'Demo plant',
    kind: 'SITE',
    parentTag: null,
    equipmentClass: null,
    criticality: 'HIGH',
    location: null,
    description: 'A made-up plant; its telemetry is generated, with labelled faults.',
  },
  area('PLANT-COOLING', 'Cooling water'),
  area('PLANT-UTILITIES', 'Utilities'),
  area('PLANT-PACKING', 'Packing'),
  unit('PMP-101', 'Cooling water pump A', 'PLANT-COOLING', 'pump', 'CRITICAL', 'Pump house, bay 1'),
  unit('PMP-102', 'Cooling water pump B', 'PLANT-COOLING', 'pump', 'HIGH', 'Pump house, bay 2'),
  unit('HEX-301', 'Process water cooler', 'PLANT-COOLING', 'heat exchanger', 'HIGH', 'Pump house, gallery'),
  unit(
    'CMP-201',
    'Instrument air compressor',
    'PLANT-UTILITIES',
    'compressor',
    'CRITICAL',
    'Compressor room',
  ),
  unit('CNV-401', 'Palletiser conveyor', 'PLANT-PACKING', 'conveyor', 'MEDIUM', 'Packing hall'),
];
